//! Requests that callers of the API may repeat.

use pystreaming_actors::ports::{EarlierRequest, KeptRequests, RepeatableRequest};

use crate::fixture::Fixture;

const KEPT: KeptRequests = KeptRequests { seconds: 100, of_caller: 3 };

fn request(caller: u8, key: u8, request: u8) -> RepeatableRequest {
    RepeatableRequest { caller: [caller; 32], key: [key; 32], request: [request; 32] }
}

impl Fixture<'_> {
    async fn begin(&self, request: &RepeatableRequest, now: i64) -> Option<EarlierRequest> {
        self.store.begin_request(request, now, KEPT).await.unwrap()
    }
}

pub async fn a_request_is_known_from_its_beginning_and_its_answer_from_its_end(fixture: &Fixture<'_>) {
    let (first, store) = (request(1, 1, 1), &fixture.store);
    assert_eq!(fixture.begin(&first, 10).await, None);
    let begun = EarlierRequest { request: [1; 32], answer: None };
    assert_eq!(fixture.begin(&first, 10).await, Some(begun.clone()));
    assert_eq!(fixture.begin(&request(1, 1, 2), 10).await, Some(begun), "the key belongs to the first");
    assert_eq!(fixture.begin(&request(2, 1, 2), 10).await, None, "another caller");
    let answer = [0, 255, b'\''];
    store.keep_answer(&request(1, 1, 2), b"of another request").await.unwrap();
    store.keep_answer(&first, &answer).await.unwrap();
    let answered = EarlierRequest { request: [1; 32], answer: Some(answer.to_vec()) };
    assert_eq!(fixture.begin(&first, 10).await, Some(answered.clone()));
    store.forget_request(&first).await.unwrap();
    assert_eq!(fixture.begin(&first, 10).await, Some(answered), "what was answered was performed");
}

pub async fn a_request_that_failed_is_forgotten(fixture: &Fixture<'_>) {
    let failed = request(1, 1, 1);
    assert_eq!(fixture.begin(&failed, 10).await, None);
    fixture.store.forget_request(&failed).await.unwrap();
    assert_eq!(fixture.begin(&request(1, 1, 2), 10).await, None);
}

pub async fn requests_are_kept_for_a_time_and_a_number_of_each_caller(fixture: &Fixture<'_>) {
    for key in 0..4 {
        assert_eq!(fixture.begin(&request(1, key, 1), 10).await, None);
    }
    assert_eq!(fixture.begin(&request(2, 0, 1), 20).await, None);
    assert!(fixture.begin(&request(1, 1, 1), 110).await.is_some(), "one of the last three");
    assert_eq!(fixture.begin(&request(1, 0, 1), 110).await, None, "beyond them");
    assert!(fixture.begin(&request(2, 0, 1), 120).await.is_some());
    assert_eq!(fixture.begin(&request(2, 0, 1), 121).await, None, "too old");
}
