//! Ending many sessions by one write.

use super::error::RefreshError;
use super::event::{self, Action};
use super::family::random;
use super::new_session::{check_client, check_subject};
use super::sessions::Sessions;
use super::stamp::{Group, Stamp};
use super::store::SessionStore;
use crate::key::SigningKey;

impl<S: SessionStore, K: SigningKey> Sessions<S, K> {
    /// Ends all sessions of a subject by one write, however many there are. Every refresh that begins
    /// after this has returned is refused. Use it for "log out everywhere", a changed password, or a
    /// locked user. Access tokens stay valid until they expire.
    ///
    /// # Errors
    /// [`Store`](RefreshError::Store): they may not be ended, so ask again;
    /// [`Invalid`](RefreshError::Invalid) for a subject that no session can have.
    pub async fn revoke_subject(&self, subject: &str) -> Result<(), RefreshError> {
        let group = Group::Subject(subject);
        self.end_group(Action::RevokeSubject, group).await
    }

    /// Ends all sessions of a subject at one client, as [`revoke_subject`](Self::revoke_subject) does.
    /// Use it when a user withdraws an application's access. The user's sessions of other clients, and
    /// of the server's own pages, continue.
    ///
    /// # Errors
    /// [`Store`](RefreshError::Store): they may not be ended, so ask again;
    /// [`Invalid`](RefreshError::Invalid) for a subject or a client that no session can have.
    pub async fn revoke_subject_at(&self, subject: &str, client: &str) -> Result<(), RefreshError> {
        let group = Group::SubjectAtClient { subject, client };
        self.end_group(Action::RevokeSubjectAt, group).await
    }

    /// Ends all sessions of a client, whoever the users are, as
    /// [`revoke_subject`](Self::revoke_subject) does. Use it when the client's secret leaked, or the
    /// client is removed. Its users can log in again: first give the client another secret, or refuse
    /// its logins.
    ///
    /// # Errors
    /// [`Store`](RefreshError::Store): they may not be ended, so ask again;
    /// [`Invalid`](RefreshError::Invalid) for a client that no session can have.
    pub async fn revoke_client(&self, client: &str) -> Result<(), RefreshError> {
        let group = Group::Client(client);
        self.end_group(Action::RevokeClient, group).await
    }

    /// Ends all sessions of the store, as [`revoke_subject`](Self::revoke_subject) does, including
    /// those of other applications that share the store. Use it when a key leaked, or after the
    /// database was restored from a backup, which lacks the revocations since then. Everybody has to
    /// log in again.
    ///
    /// # Errors
    /// [`Store`](RefreshError::Store): they may not be ended, so ask again.
    pub async fn revoke_all(&self) -> Result<(), RefreshError> {
        self.end_group(Action::RevokeAll, Group::All).await
    }

    async fn end_group(&self, action: Action, group: Group<'_>) -> Result<(), RefreshError> {
        let result = async {
            // An empty name would be that of a larger group.
            match group {
                Group::All => {}
                Group::Client(client) => check_client(client)?,
                Group::Subject(subject) => check_subject(subject)?,
                Group::SubjectAtClient { subject, client } => {
                    check_subject(subject)?;
                    check_client(client)?;
                }
            }
            let stamp = Stamp::new(random()?, self.now());
            Ok(self.server.store.set_stamp(group, &stamp).await?)
        };
        event::finished(action, None, result.await)
    }
}
