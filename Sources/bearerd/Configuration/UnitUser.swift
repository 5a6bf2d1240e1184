import Files
import FoundationEssentials
import Text

/// The user as whom the systemd unit runs. It exists only then; what is known before is its group.
struct UnitUser {
    /// What the unit's `CacheDirectory=` makes, and gives to its user.
    private static let cacheDirectory = "/var/cache/bearerd"
    private static let group = "bearerd"
    /// What `ProtectHome=` and `PrivateTmp=` hide.
    private static let hidden: Set<String> = ["/home", "/root", "/run/user", "/tmp", "/var/tmp"]

    private let access: FileAccess

    /// Its group's identifier.
    var group: UInt32 { UInt32(truncatingIfNeeded: access.group) }

    /// `nil` where there is no such group: the unit is not installed.
    init?(groups: String = "/etc/group") {
        let lines = (SmallFile.read(groups) ?? []).split(separator: UInt8(ascii: "\n"))
        let entries = lines.map {
            String(decoding: $0, as: UTF8.self).split(separator: ":", omittingEmptySubsequences: false)
        }
        let entry = entries.first { $0.first == Substring(Self.group) && $0.count > 2 }
        guard let identifier = entry.flatMap({ UInt64($0[2]) }) else { return nil }
        access = FileAccess(group: identifier, hidden: Self.hidden)
    }

    /// A mistake for each file that the settings name, their own file included, and the user could not use.
    func mistakes(envFile: String, _ reader: SettingReader, _ settings: Settings) -> [SettingError] {
        let own = envFile.hasPrefix("/") ? envFile : "\(FileManager.default.currentDirectoryPath)/\(envFile)"
        var mistakes = [mistake(SettingOrigin.envFile.rawValue, own, nil)]
        for row in SettingTable.rows where row.namesFile {
            mistakes.append(reader.text(row).flatMap { mistake(row.name, $0.value, $0.origin) })
        }
        for file in settings.issuersFiles {
            mistakes.append(mistake("\(SettingTable.standard.issuersFile.name) at \(file.place)", file.path, nil))
        }
        let cache = SettingTable.standard.jwksCacheDirectory
        let directory = reader.text(cache)
        if let directory, directory.origin != .cacheDirectory, !Self.isOwnDirectory(directory.value) {
            // Keys on disk count only in a directory of the user's, who owns no other.
            let expected = "\(Self.cacheDirectory), the unit's own, which holds without the setting"
            mistakes.append(reader.error(\.jwksCacheDirectory, expected))
        }
        return mistakes.compactMap(\.self)
    }

    private static func isOwnDirectory(_ path: String) -> Bool {
        path == cacheDirectory || path.hasPrefix("\(cacheDirectory)/")
    }

    /// A path that is not absolute is the unit's from the root directory on.
    private func mistake(
        _ key: String,
        _ path: String,
        _ origin: SettingOrigin?
    ) -> SettingError? {
        guard let obstacle = access.obstacle(to: path, need: .read) else { return nil }
        let place = Self.shellWord(obstacle.place)
        let remedy = Self.mode(obstacle.need).map { ": chgrp \(Self.group) \(place) && chmod \($0) \(place)" } ?? ""
        let expected =
            "a file that the unit's user can read; \(VisibleText.escaped(obstacle.place)) \(obstacle.reason)\(remedy)"
        return SettingError(key: key, value: path, origin: origin, expected: expected)
    }

    /// What chmod(1) is told to allow it to the group.
    private static func mode(_ need: FileAccess.Need?) -> String? {
        switch need {
        case .read: "0640"
        case .search: "g+x"
        case nil: nil
        }
    }

    /// A path as a shell takes it for one word.
    static func shellWord(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy { $0.isASCIIAlphanumeric || "/._-+@".utf8.contains($0) }
        return isPlain ? path : "'\(VisibleText.escaped(path.replacing("'", with: "'\\''")))'"
    }
}
