import JOSE
import Synchronization

/// Notices paths at which the tokens of an hour have nothing: somebody named a claim that does not exist.
///
/// A path is told of once. A token that has it speaks for it as long as it is good, a day at most, since a token that is
/// remembered is not looked at again.
public final class ClaimWatch: Sendable {
    private static let patience = Duration.seconds(3_600)
    private static let longestWord = Duration.seconds(86_400)

    private struct State {
        /// Until when nothing is said about a path; `nil` before the first token.
        var quietUntil: [NumericDate?]
        var isTold: [Bool]
    }

    private let paths: [ClaimPath]
    private let state: Mutex<State>

    /// A watch for the issuers whose policies hold it, all together.
    public init(_ paths: [ClaimPath]) {
        self.paths = paths
        state = Mutex(
            State(quietUntil: paths.map { _ in nil }, isTold: paths.map { _ in false })
        )
    }

    /// Looks at a token that its issuer signed.
    ///
    /// - Returns: The paths that no token has had for an hour, each the first time.
    func look(at claims: JSONObject, now: NumericDate) -> [ClaimPath] {
        let isThere = paths.map { if case .absent = claims.read($0) { false } else { true } }
        let expiry = claims.single("exp").flatMap(NumericDate.init(claim:)) ?? now
        let word = max(now, min(expiry, now + Self.longestWord)) + Self.patience
        return state.withLock { state in
            paths.indices.filter { index in
                let quietUntil = state.quietUntil[index] ?? now + Self.patience
                state.quietUntil[index] = isThere[index] ? max(quietUntil, word) : quietUntil
                guard !isThere[index], now > quietUntil, !state.isTold[index] else { return false }
                state.isTold[index] = true
                return true
            }.map { paths[$0] }
        }
    }
}
