import Threads

/// Sends many small requests at a time, on one thread and over connections that are kept.
///
/// The rules of ``HTTPClient`` hold: certificates and host names are verified, no redirect is followed, nothing is taken from the
/// environment, and no answer makes it hold more than ``maxBytes`` and 64 KiB of headers. The thread starts with the first request
/// and ends with the pool. What sends through it is a ``PostEndpoint``.
public final class RequestPool: Sendable {
    /// The longest body of an answer, in bytes.
    public let maxBytes: Int
    /// The longest time for a request, the wait for its turn, name resolution and connect included.
    public let timeout: Duration
    private let inbox: PoolInbox

    /// A pool within `maxBytes` and `timeout`.
    public init(maxBytes: Int = 65_536, timeout: Duration) {
        self.maxBytes = maxBytes
        self.timeout = timeout
        inbox = PoolInbox()
    }

    deinit {
        close()
    }

    /// Gives up what is under way, and takes nothing more.
    func close() {
        inbox.close()
    }

    func send(_ post: PendingPost) {
        do throws(HTTPClientError) {
            let isFirst = try inbox.add(post)
            guard isFirst else { return }
            let (inbox, maxBytes) = (inbox, maxBytes)
            // The threads that handlers run on must not wait.
            let thread = Thread(name: "fetching") {
                do throws(HTTPClientError) {
                    var loop = try PoolLoop(maxBytes: maxBytes)
                    loop.run(inbox)
                } catch { inbox.abandon(error) }
            }
            do throws(NoThread) { try thread.start() } catch {
                throw .transferFailed(reason: "No thread is left")
            }
        } catch {
            // Whoever came meanwhile waits for the same thread.
            inbox.abandon(error)
        }
    }
}
