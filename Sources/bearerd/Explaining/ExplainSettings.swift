import JWKS
import OAuth
import URI

/// The settings by which a token is explained: the running ones, or one issuer named on the command line.
enum ExplainSettings {
    static func read(
        _ flags: [String: String],
        envFile: String? = nil,
        issuer: String?,
        jwks: String?
    ) throws(SettingsFailure) -> Settings {
        let table = SettingTable.standard
        // An audience on the command line takes the place of the other name as well.
        var ignored: Set<String> = flags[table.audience.name] == nil ? [] : [table.auth0Audience.name]
        guard let issuer else {
            return try SettingReader(flags: flags, envFile: envFile, ignoring: ignored).read(Settings.init)
        }
        var flags = flags
        flags[table.issuers.name] = issuer
        // Neither the tenant nor the file of the running settings has a say here.
        ignored.formUnion([table.auth0Domain.name, table.issuersFile.name])
        var settings = try SettingReader(flags: flags, envFile: envFile, ignoring: ignored).read(Settings.init)
        guard let jwks else { return settings }
        for index in settings.policies.indices {
            settings.policies[index].keySource =
                SecureURL(jwks) == nil ? .jwksFile(path: jwks) : .jwksURI(jwks)
        }
        return settings
    }
}
