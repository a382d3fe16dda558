//! Watches the singleton actors. The registry replaces rooms that die, but nothing replaces the registry. When a
//! singleton dies the server exits, and its supervisor restarts it: clients are back within moments, while a server
//! without that actor would look alive and do nothing.

use std::time::Duration;

use actix::prelude::*;

const CHECK_EVERY: Duration = Duration::from_millis(500);

/// The actors without which the server cannot go on.
#[derive(Default)]
pub struct Watchdog(Vec<Watched>);

struct Watched {
    name: &'static str,
    is_alive: Box<dyn Fn() -> bool>,
}

impl Watchdog {
    /// Adds an actor.
    pub fn watch<A: Actor<Context = Context<A>>>(mut self, name: &'static str, actor: &Addr<A>) -> Self {
        let actor = actor.clone();
        self.0.push(Watched { name, is_alive: Box::new(move || actor.connected()) });
        self
    }

    /// Waits until an actor dies, for example because a handler panicked, and returns its name.
    pub async fn death(&self) -> &'static str {
        loop {
            if let Some(dead) = self.0.iter().find(|actor| !(actor.is_alive)()) {
                return dead.name;
            }
            tokio::time::sleep(CHECK_EVERY).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Mortal;

    impl Actor for Mortal {
        type Context = Context<Self>;
    }

    #[derive(Message)]
    #[rtype(result = "()")]
    struct Die;

    impl Handler<Die> for Mortal {
        type Result = ();

        fn handle(&mut self, _: Die, _: &mut Self::Context) {
            panic!("dies on purpose");
        }
    }

    #[actix::test]
    async fn the_actor_that_dies_is_named() {
        let (one, other) = (Mortal.start(), Mortal.start());
        let watchdog = Watchdog::default().watch("one", &one).watch("other", &other);
        let (died, _) = tokio::join!(watchdog.death(), other.send(Die));
        assert_eq!(died, "other");
        assert!(one.connected());
    }
}
