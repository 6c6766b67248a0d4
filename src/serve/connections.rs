//! Connections: so many at once, and none that only waits.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// How many connections there may be: each needs a place in a table of the system, which often has about a
/// thousand. A browser has six for pages and files, and one more for each page that is open.
const AT_ONCE: usize = 512;
/// How long a connection may be open without a whole request: before the first, between two, and from
/// the first byte of one to its last header.
const SILENCE: Duration = Duration::from_secs(5);
/// How long to wait when the system has no place for one more.
const PAUSE: Duration = Duration::from_millis(100);
/// How many bytes of a request, or of an answer on its way, are in memory.
const BUFFER: usize = 64 << 10;

/// Answers every request, for ever.
pub(super) async fn answer_all<A, F>(listener: TcpListener, answer: A)
where
    A: Fn(Request<Body>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        // Nobody closes it, so there will be a place.
        let place = places.clone().acquire_owned().await;
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let answer = answer.clone();
        tokio::spawn(async move {
            converse(stream, answer).await;
            drop(place);
        });
    }
}

/// Answers the requests of one connection, one after the other.
async fn converse<A, F>(stream: TcpStream, answer: A)
where
    A: Fn(Request<Body>) -> F,
    F: Future<Output = Response<Body>> + Send + 'static,
{
    // A few bytes that tell of an edit are not to wait for more.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request: Request<Incoming>| {
        let response = answer(request.map(Body::new));
        async { Ok::<_, Infallible>(response.await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(SILENCE)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), service);
    // Whoever was there is gone, or wrote what is no request.
    let _ = connection.await;
}
