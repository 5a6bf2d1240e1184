import Files
import FoundationEssentials
import JWKS
import OAuth

/// What a process can do that has one group, owns nothing and has no privilege, as owner, group and mode tell.
///
/// Access control lists are not looked at.
struct FileAccess {
    /// What is asked of a file or directory, as the bits of one class in its mode.
    enum Need: UInt64 {
        case search = 0o1
        case read = 0o4
    }

    /// Where a path ends for the process.
    struct Obstacle {
        let place: String
        /// What would have to be allowed there; `nil` if there is nothing to allow.
        let need: Need?
        let reason: String
    }

    let group: UInt64
    /// Directories that the process does not see.
    var hidden: Set<String> = []

    /// What stands in the way to the file or directory at an absolute path; `nil` if nothing does.
    func obstacle(to path: String, need: Need) -> Obstacle? {
        var place = "/"
        var rest = Self.names(path)
        var links = 0
        while let name = rest.popLast() {
            if let obstacle = obstacle(at: place, .search) { return obstacle }
            if name == ".." { place = Self.parent(of: place) }
            guard name != "..", name != "." else { continue }
            let next = place == "/" ? "/\(name)" : "\(place)/\(name)"
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: next) else {
                place = next
                continue
            }
            links += 1
            // As many as the kernel follows.
            guard links <= 40 else { return Obstacle(place: next, need: nil, reason: "is one link too many") }
            if target.hasPrefix("/") { place = "/" }
            rest += Self.names(target)
        }
        return obstacle(at: place, need)
    }

    private func obstacle(at place: String, _ need: Need) -> Obstacle? {
        guard !hidden.contains(place) else {
            return Obstacle(place: place, need: nil, reason: "is hidden from the unit")
        }
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: place)
            guard let mode = attributes.integer(.posixPermissions) else { return nil }
            let isOfGroup = attributes.integer(.groupOwnerAccountID) == group
            guard (isOfGroup ? mode >> 3 : mode) & need.rawValue != need.rawValue else { return nil }
            let names = [.ownerAccountName, .groupOwnerAccountName].map { attributes[$0] as? String ?? "?" }
            let reason = "is \(names.joined(separator: ":")) 0\(String(mode, radix: 8))"
            return Obstacle(place: place, need: need, reason: reason)
        } catch {
            return Obstacle(place: place, need: nil, reason: "cannot be reached: \(SystemReason.text(error))")
        }
    }

    /// The names in a path, the first one last.
    private static func names(_ path: String) -> [String] { path.split(separator: "/").reversed().map(String.init) }

    private static func parent(of place: String) -> String {
        "/" + place.split(separator: "/").dropLast().joined(separator: "/")
    }
}
