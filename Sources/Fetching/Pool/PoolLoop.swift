/// What the pool's thread does: it takes requests, sends as many as may be, and waits for whatever comes first.
struct PoolLoop: ~Copyable {
    /// Connections that are kept for all endpoints together.
    private static let mostConnectionsKept = 256

    private let maxBytes: Int
    private let multi: CurlMulti
    private var lanes: [PostEndpoint.ID: PoolLane] = [:]
    private var underWay: [CurlTransfer.Identity: (transfer: PooledTransfer, lane: PostEndpoint.ID)] = [:]

    init(maxBytes: Int) throws(HTTPClientError) {
        self.maxBytes = maxBytes
        multi = try CurlMulti(mostConnectionsKept: Self.mostConnectionsKept)
    }

    /// Returns once the inbox is closed.
    mutating func run(_ inbox: PoolInbox) {
        while true {
            let (posts, isClosed) = inbox.take()
            for post in posts { lanes[post.endpoint.id, default: PoolLane()].add(post) }
            if isClosed { return end() }
            startNext()
            multi.perform()
            guard !finishDone() else { continue }
            wait(inbox)
        }
    }

    private mutating func startNext() {
        let now = ContinuousClock.now
        for id in lanes.keys {
            while let post = lanes[id]?.next(at: now) { start(post, id, now) }
        }
    }

    private mutating func start(_ post: PendingPost, _ id: PostEndpoint.ID, _ now: ContinuousClock.Instant) {
        do throws(HTTPClientError) {
            guard let transfer = try lanes[id]?.transfer(for: post.endpoint, maxBytes) else { return }
            do throws(HTTPClientError) { try transfer.start(post, in: multi, at: now) } catch {
                lanes[id]?.giveBack(transfer)
                throw error
            }
            underWay[transfer.identity] = (transfer, id)
        } catch {
            post.end(.failure(error))
        }
    }

    /// - Returns: Whether there were any.
    private mutating func finishDone() -> Bool {
        var isAny = false
        while let (identity, code) = multi.nextDone() {
            guard let (transfer, id) = underWay.removeValue(forKey: identity) else { continue }
            isAny = true
            lanes[id]?.giveBack(transfer)
            transfer.end(code, in: multi)
        }
        return isAny
    }

    private func wait(_ inbox: PoolInbox) {
        let deadlines = lanes.values.compactMap(\.firstDeadline)
        let longest = deadlines.min().map { $0 - .now } ?? .seconds(60)
        inbox.wait(in: multi, atMost: longest)
    }

    private mutating func end() {
        let error = HTTPClientError.transferFailed(reason: "Nobody waits for it any more")
        for (transfer, _) in underWay.values { transfer.cancel(error, in: multi) }
        underWay = [:]
        for id in lanes.keys { lanes[id]?.end(error) }
        lanes = [:]
    }
}
