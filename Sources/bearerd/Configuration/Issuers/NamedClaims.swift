import OAuth

/// Paths that a setting names, and what notices where they lead nowhere.
struct NamedClaims: Sendable {
    let paths: [ClaimPath]
    /// Only of what somebody wrote: not every token has what is looked for by default.
    let watch: ClaimWatch?

    /// Paths by default.
    init(_ paths: [ClaimPath]) {
        self.paths = paths
        watch = nil
    }

    /// - Throws: ``SettingError`` when the setting is wrong.
    init(
        _ setting: KeyPath<SettingTable, Setting<[ClaimPath]>>,
        _ reader: SettingReader
    ) throws(SettingError) {
        paths = try reader.required(setting)
        let isWritten = reader.text(SettingTable.standard[keyPath: setting])?.origin != .standard
        watch = isWritten ? ClaimWatch(paths) : nil
    }
}

extension IssuerPolicy {
    /// Has the settings' paths watched, as far as they are still those of the policy.
    mutating func watch(_ defaults: IssuersFile.Defaults) {
        if scopeClaims == defaults.scopeClaims.paths, let watch = defaults.scopeClaims.watch { watches.append(watch) }
        if roleClaims.starts(with: defaults.roleClaims.paths), let watch = defaults.roleClaims.watch {
            watches.append(watch)
        }
    }
}
