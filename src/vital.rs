//! Parts that there are but once. Rooms that die are replaced by the registry; but who replaces the registry? When such
//! a part dies the server ends, and whatever watches over it starts it anew: people come back within moments, while
//! without that part nobody would learn for long that nothing happens any more.

use std::time::Duration;

use actix::prelude::*;

/// How often is looked whether they live.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// See the module.
#[derive(Default)]
pub struct Vital(Vec<Part>);

struct Part {
    name: &'static str,
    lives: Box<dyn Fn() -> bool>,
}

impl Vital {
    /// With one more part.
    pub fn and<A: Actor<Context = Context<A>>>(mut self, name: &'static str, part: &Addr<A>) -> Self {
        let part = part.clone();
        self.0.push(Part { name, lives: Box::new(move || part.connected()) });
        self
    }

    /// Waits until one is dead, for example since a handler panicked. Answers its name.
    pub async fn death(&self) -> &'static str {
        loop {
            if let Some(dead) = self.0.iter().find(|part| !(part.lives)()) {
                return dead.name;
            }
            tokio::time::sleep(LOOK_EVERY).await;
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
            panic!("a part dies on purpose");
        }
    }

    #[actix::test]
    async fn the_part_that_dies_is_named() {
        let (one, other) = (Mortal.start(), Mortal.start());
        let vital = Vital::default().and("one", &one).and("other", &other);
        let (died, _) = tokio::join!(vital.death(), other.send(Die));
        assert_eq!(died, "other");
        assert!(one.connected());
    }
}
