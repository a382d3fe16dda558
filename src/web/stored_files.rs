//! Files of the store that are read when they are first asked for, and kept in memory.

use bytes::Bytes;
use pystreaming_actors::ports::StoreError;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// How much is kept, in bytes.
const MOST: u64 = 16 << 20;
/// About how many files that is.
const FILES: usize = 256;

/// Files by their addresses, whose contents never change.
pub(super) struct StoredFiles(Cache<String, Bytes, BySize>);

#[derive(Clone)]
struct BySize;

impl Weighter<String, Bytes> for BySize {
    fn weight(&self, _: &String, contents: &Bytes) -> u64 {
        contents.len() as u64
    }
}

impl StoredFiles {
    /// Without any files.
    pub(super) fn new() -> Self {
        Self(Cache::with_weighter(FILES, MOST, BySize))
    }

    /// The file at an address, which many can ask for while it is read once. `None` if the store has none.
    pub(super) async fn get(
        &self,
        address: &str,
        read: impl Future<Output = Result<Option<Vec<u8>>, StoreError>>,
    ) -> Result<Option<Bytes>, StoreError> {
        let file = self.0.get_or_insert_async(address, async {
            // what is not there is not kept
            let stored = read.await?.map(Bytes::from);
            stored.ok_or_else(|| StoreError::NotFound { what: "file", name: address.to_owned() })
        });
        match file.await {
            Err(StoreError::NotFound { .. }) => Ok(None),
            other => other.map(Some),
        }
    }
}
