//! What the core needs from outside: stores by subject, and the clock.

mod accounts;
mod audit;
mod broadcasts;
mod chat;
mod clock;
mod desk;
mod emotes;
mod error;
mod followers;
mod journal;
mod operations;
mod personal;
mod pictures;
mod publishers;
mod requests;
mod retention;
mod sanctions;
mod settings;
mod site_settings;
mod store;
mod tokens;
mod webhooks;

pub use accounts::{
    AccountSession, AccountStore, IDENTITIES_MAX, LinkedIdentity, PASSKEYS_MAX, Passkey, StoredPassword,
};
pub use audit::{AuditStore, EventQuery, Page, StoredEvent};
pub use broadcasts::{BroadcastHistory, BroadcastStore};
pub use chat::{ChatMemory, ChatStore};
pub use clock::{Clock, Env, Now, SystemClock};
pub use desk::{DeskSession, DeskStore};
pub use emotes::{EmoteAct, EmoteStore, PictureChecker};
pub use error::StoreError;
pub use followers::{Confirmed, FollowerStore, Following, Informed, MailAsked, MailLimits, Told};
pub use journal::{Batch, JournalPosition, JournalStore, Write};
pub use operations::{OperationQueue, QueuedOperation};
pub use personal::{Kept, PersonalStore};
pub use pictures::PictureStore;
pub use publishers::PublisherControl;
pub use requests::{EarlierRequest, KeptRequests, RepeatableRequest, RequestStore};
pub use retention::{DrawingPlace, EventGroup, ForgottenDrawings, RetentionStore};
pub use sanctions::SanctionStore;
pub use settings::SettingsStore;
pub use site_settings::SiteSettingsStore;
pub use store::{AttributedStore, Store};
pub use tokens::TokenStore;
pub use webhooks::{Settlement, WebhookStore, WebhooksOf};
