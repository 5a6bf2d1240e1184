import Synchronization

/// The scopes that the resources of a server ask for. What a client sends never gets here: it is told by whoever writes the
/// requirements of routes and locations.
///
/// It knows up to 1,024 resources and 256 scopes of each; of more it does not tell.
final class SupportedScopes: Sendable {
    private static let mostResources = 1_024
    private static let mostScopes = 256

    private let scopes = Mutex<[String: Set<String>]>([:])

    /// Adds scopes to those of the resource with this path.
    func add(_ more: [String], to path: String) {
        guard !more.isEmpty else { return }
        scopes.withLock { scopes in
            guard scopes[path] != nil || scopes.count < Self.mostResources else { return }
            for scope in more where scopes[path, default: []].count < Self.mostScopes {
                scopes[path, default: []].insert(scope)
            }
        }
    }

    /// Those of the resource with this path, in alphabetical order.
    func scopes(of path: String) -> [String] {
        scopes.withLock { $0[path] ?? [] }.sorted()
    }
}
