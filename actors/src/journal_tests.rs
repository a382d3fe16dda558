use async_trait::async_trait;
use tokio::sync::mpsc;

use super::*;
use crate::model::AuditEvent;
use crate::model::names::StreamerName;
use crate::ports::Write::Audit;

/// Answers each batch as the test says.
struct Scripted {
    asked: mpsc::UnboundedSender<Batch>,
    answers: tokio::sync::Mutex<mpsc::UnboundedReceiver<bool>>,
}

#[async_trait]
impl JournalStore for Scripted {
    async fn write(&self, batch: &Batch) -> Result<(), StoreError> {
        let _ = self.asked.send(batch.clone());
        match self.answers.lock().await.recv().await {
            Some(true) => Ok(()),
            _ => Err(StoreError::Database("no answer".into())),
        }
    }
}

struct Script {
    journal: Addr<Journal>,
    status: Arc<JournalStatus>,
    asked: mpsc::UnboundedReceiver<Batch>,
    answers: mpsc::UnboundedSender<bool>,
}

impl Script {
    fn start() -> Self {
        let (asks, asked) = mpsc::unbounded_channel();
        let (answers, answered) = mpsc::unbounded_channel();
        let status = Arc::new(JournalStatus::default());
        let store = Arc::new(Scripted { asked: asks, answers: answered.into() });
        Self { journal: Journal::new(store, Arc::clone(&status)).start(), status, asked, answers }
    }

    fn say(&self, text: &str) {
        let event = AuditEvent::SendBroadcast { broadcast: text.to_owned() };
        self.journal.do_send(Record(Audit { at: 0, streamer: StreamerName::stored("alice"), event }));
    }

    /// Everything is in the store once this ends.
    async fn flush(&self) {
        let (done, wait) = oneshot::channel();
        self.journal.do_send(Flush(done));
        wait.await.unwrap();
    }

    async fn next(&mut self) -> Batch {
        self.asked.recv().await.unwrap()
    }
}

fn texts(batch: &Batch) -> Vec<&str> {
    let text = |step| match step {
        &Audit { event: AuditEvent::SendBroadcast { broadcast: ref text }, .. } => text.as_str(),
        other => panic!("{other:?}"),
    };
    batch.steps.iter().map(text).collect()
}

#[actix::test]
async fn a_batch_whose_end_is_unknown_is_tried_again_as_it_was() {
    let mut script = Script::start();
    script.say("a");
    let first = script.next().await;
    // meanwhile more happens
    script.say("b");
    script.answers.send(false).unwrap();
    let again = script.next().await;
    assert_eq!(again, first);
    assert_eq!(script.status.failing.load(Ordering::Relaxed), 1);
    script.answers.send(true).unwrap();
    let second = script.next().await;
    assert_eq!((texts(&first), texts(&second)), (vec!["a"], vec!["b"]));
    assert_eq!((&second.writer, second.number), (&first.writer, first.number + 1));
    script.answers.send(true).unwrap();
    script.flush().await;
    assert_eq!(script.status.written.load(Ordering::Relaxed), 2);
    assert_eq!(script.status.waiting.load(Ordering::Relaxed), 0);
}

#[actix::test]
async fn what_is_recorded_is_on_its_way_within_the_pace() {
    let mut script = Script::start();
    tokio::time::pause();
    for text in ["first", "right behind it", "and once more"] {
        let recorded = Instant::now();
        script.say(text);
        assert_eq!(texts(&script.next().await), [text]);
        // timers tick in milliseconds
        let most = PACE + Duration::from_millis(1);
        assert!(recorded.elapsed() <= most, "{text}: {:?}", recorded.elapsed());
        script.answers.send(true).unwrap();
    }
    script.flush().await;
}

#[actix::test]
async fn what_happens_meanwhile_goes_into_few_batches_in_order() {
    let mut script = Script::start();
    for n in 0..2 * BATCH_MAX {
        script.say(&n.to_string());
    }
    (0..4).for_each(|_| script.answers.send(true).unwrap());
    script.flush().await;
    let mut all = Vec::new();
    let mut batches = 0;
    while let Ok(batch) = script.asked.try_recv() {
        all.extend(texts(&batch).into_iter().map(str::to_owned));
        batches += 1;
    }
    assert_eq!(all, (0..2 * BATCH_MAX).map(|n| n.to_string()).collect::<Vec<_>>());
    assert!(batches <= 4, "{batches}");
}

#[actix::test]
async fn a_long_outage_keeps_so_much_and_counts_the_rest() {
    let mut script = Script::start();
    let drawing = "x".repeat(1 << 20);
    for _ in 0..QUEUE_TEXT_MAX / drawing.len() + 3 {
        script.say(&drawing);
    }
    script.say("");
    let first = script.next().await;
    // a batch of drawings stays as small as one of words
    assert!(first.steps.iter().map(Write::text).sum::<usize>() <= BATCH_TEXT_MAX);
    (0..100).for_each(|_| script.answers.send(true).unwrap());
    script.flush().await;
    assert_eq!(script.status.dropped.load(Ordering::Relaxed), 3);
    assert_eq!(script.status.written.load(Ordering::Relaxed), (QUEUE_TEXT_MAX / drawing.len() + 1) as u64);
    // and there is room again
    script.say(&drawing);
    script.flush().await;
    assert_eq!(script.status.dropped.load(Ordering::Relaxed), 3);
}
