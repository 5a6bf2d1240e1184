import ResourceServer
import Synchronization
import Text

/// The locations that have policies, each of which is read once.
///
/// It remembers up to 1,024 of them. A web server's configuration has a fixed number, and should it have more, the rest are
/// read again each time.
final class GuardedLocations: Sendable {
    private static let mostRemembered = 1_024

    private let remembered = Mutex<[ExactText: GuardedLocation?]>([:])
    private let resourceServer: ResourceServer
    private let numbers: LocationNumbers
    private let onUnreadable: @Sendable (String, LocationPolicyError) -> Void

    init(
        _ resourceServer: ResourceServer,
        numbers: LocationNumbers = LocationNumbers(),
        onUnreadable: @escaping @Sendable (String, LocationPolicyError) -> Void
    ) {
        self.resourceServer = resourceServer
        self.numbers = numbers
        self.onUnreadable = onUnreadable
    }

    /// The location with the policy of a text; `nil` if it is none, which whoever wants to know has been told.
    func location(_ text: String) -> GuardedLocation? {
        let name = ExactText(text)
        if let known = remembered.withLock({ $0[name] }) { return known }
        let location: GuardedLocation?
        do {
            let policy = try LocationPolicy(text)
            location = try GuardedLocation(policy, resourceServer, number: numbers.number(of: text))
        } catch {
            onUnreadable(text, error)
            location = nil
        }
        remembered.withLock { locations in
            if locations.count < Self.mostRemembered { locations[name] = .some(location) }
        }
        return location
    }
}
