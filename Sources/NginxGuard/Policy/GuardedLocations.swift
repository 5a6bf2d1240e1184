import ResourceServer
import Synchronization
import Text

/// The locations that have policies, each of which is read once.
///
/// It remembers up to 1,024 of them. A web server's configuration has a fixed number, and should it have more, the rest are
/// read again each time.
final class GuardedLocations: Sendable {
    private static let mostRemembered = 1_024

    private let remembered = Mutex(Remembered())
    private let resourceServer: ResourceServer
    private let onUnreadable: @Sendable (String, LocationPolicyError) -> Void

    private struct Remembered {
        var locations: [ExactText: GuardedLocation?] = [:]
        /// Of those that can be read, by their numbers.
        var policies: [String] = []

        mutating func remember(_ location: GuardedLocation?, as name: ExactText) -> GuardedLocation? {
            // Another worker may have been as quick.
            if let known = locations[name] { return known }
            guard locations.count < GuardedLocations.mostRemembered else { return location }
            let numbered = location.map { GuardedLocation($0, number: policies.count) }
            if numbered != nil { policies.append(name.text) }
            locations[name] = .some(numbered)
            return numbered
        }
    }

    init(_ resourceServer: ResourceServer, onUnreadable: @escaping @Sendable (String, LocationPolicyError) -> Void) {
        self.resourceServer = resourceServer
        self.onUnreadable = onUnreadable
    }

    /// The location with the policy of a text; `nil` if it is none, which whoever wants to know has been told.
    func location(_ text: String) -> GuardedLocation? {
        let name = ExactText(text)
        if let known = remembered.withLock({ $0.locations[name] }) { return known }
        let location: GuardedLocation?
        do {
            location = try GuardedLocation(LocationPolicy(text), resourceServer)
        } catch {
            onUnreadable(text, error)
            location = nil
        }
        return remembered.withLock { $0.remember(location, as: name) }
    }

    /// The policies of the locations that have numbers, as they are written, by these numbers.
    var policies: [String] { remembered.withLock(\.policies) }
}
