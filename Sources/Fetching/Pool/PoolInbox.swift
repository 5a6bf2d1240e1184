import Synchronization
import Threads

/// What other threads hand to the pool's.
final class PoolInbox: Sendable {
    private struct State {
        var posts: [PendingPost] = []
        var isStarted = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let wakeup: Wakeup?

    init() {
        wakeup = Wakeup()
    }

    /// - Returns: Whether somebody has to start the thread.
    func add(_ post: PendingPost) throws(HTTPClientError) -> Bool {
        let isFirst = state.withLock { state in
            state.posts.append(post)
            defer { state.isStarted = true }
            return !state.isStarted
        }
        guard wakeup != nil else { throw .transferFailed(reason: "No descriptor is left") }
        if !isFirst { wakeup?.signal() }
        return isFirst
    }

    /// What came since the last time, and whether nothing more will.
    func take() -> (posts: [PendingPost], isClosed: Bool) {
        state.withLock { state in
            defer { state.posts = [] }
            return (state.posts, state.isClosed)
        }
    }

    /// Waits for what is under way, and for the next that comes; not longer than that.
    func wait(in multi: borrowing CurlMulti, atMost longest: Duration) {
        // There is one: without, nothing was taken in.
        guard let descriptor = wakeup?.descriptor else { return }
        multi.wait(for: longest, orFor: descriptor)
        wakeup?.clear()
    }

    /// Ends the thread.
    func close() {
        state.withLock { $0.isClosed = true }
        wakeup?.signal()
    }

    /// There is no thread: whoever comes next tries again to start one.
    func abandon(_ error: HTTPClientError) {
        let posts = state.withLock { state in
            defer {
                state.posts = []
                state.isStarted = false
            }
            return state.posts
        }
        for post in posts { post.end(.failure(error)) }
    }
}
