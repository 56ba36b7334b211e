//! Fills in the clients of the rows that an earlier version wrote: they are in the data, which only the
//! library reads.

use deadpool_postgres::Transaction;
use deadpool_postgres::tokio_postgres::Error;
use glassbox::session::Session;

use crate::statements::{FILL_CLIENTS, PAGE_OF_DATA};

pub(crate) async fn fill_clients(transaction: &Transaction<'_>) -> Result<(), Error> {
    let (page, fill) = (
        transaction.prepare(PAGE_OF_DATA).await?,
        transaction.prepare(FILL_CLIENTS).await?,
    );
    let mut after: Vec<u8> = Vec::new();
    loop {
        let rows = transaction.query(&page, &[&after]).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.try_get("id")?;
        let (mut ids, mut clients) = (Vec::new(), Vec::new());
        for row in &rows {
            // A row that cannot be read stays as it is, and is reported when somebody asks for it.
            let session = Session::from_bytes(row.try_get("data")?).ok();
            if let Some(client) = session.as_ref().and_then(Session::client_id) {
                ids.push(row.try_get::<_, &[u8]>("id")?);
                clients.push(client.as_bytes().to_vec());
            }
        }
        transaction.execute(&fill, &[&ids, &clients]).await?;
    }
}
