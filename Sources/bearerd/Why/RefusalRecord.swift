import OAuth
import URI

/// A request that was refused, with all that is needed to tell why. It does not change.
final class RefusalRecord: Sendable {
    /// As the web server logged it.
    let requestID: String
    /// What it was judged by.
    let time: NumericDate
    let method: String
    /// Without its query, cut to ``longestPath``.
    let path: String
    let host: String?
    let remoteAddress: String?
    /// The address of the policy of a guarded location.
    let policy: String?
    /// The path of a route of bearerd's own.
    let route: String?
    /// What a proof must be for.
    let target: TargetURI?
    let requirement: AccessRequirement
    let presentation: RefusedPresentation
    /// Which reading of the settings had judged it.
    let reading: Int

    static let longestPath = 2_048

    init(
        requestID: String,
        time: NumericDate,
        method: String,
        path: String,
        host: String?,
        remoteAddress: String?,
        policy: String?,
        route: String?,
        target: TargetURI?,
        requirement: AccessRequirement,
        presentation: RefusedPresentation,
        reading: Int
    ) {
        self.requestID = requestID
        self.time = time
        self.method = method
        self.path = path
        self.host = host
        self.remoteAddress = remoteAddress
        self.policy = policy
        self.route = route
        self.target = target
        self.requirement = requirement
        self.presentation = presentation
        self.reading = reading
    }

    /// How much memory it takes, in bytes: its texts, and about as much for the rest as that takes.
    var keptBytes: Int {
        let texts = [requestID, method, path, host, remoteAddress, policy, route, target?.path]
        return texts.reduce(1_024) { $0 + ($1?.utf8.count ?? 0) } + presentation.keptBytes
    }
}
