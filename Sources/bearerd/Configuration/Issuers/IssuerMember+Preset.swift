import JOSE
import OAuth

/// Whose tokens they are.
extension IssuerMember {
    /// What it fills in, other members replace; so it is read before them.
    static let preset = IssuerMember("preset") { reader, entry throws(IssuersFile.Fault) in
        let expected = "one of \(Provider.allCases.map(\.rawValue).joined(separator: ", "))"
        let provider = try reader.value("preset", expected) { $0.stringValue.flatMap(Provider.init) }
        guard let preset = provider.map(ProviderPreset.of) else { return }
        if let excluded = reader.object.names.first(where: preset.excluded.contains) {
            throw reader.fault(excluded, "no \(excluded) beside the preset \(preset.provider.rawValue)")
        }
        entry.preset = preset
        entry.presetNote = preset.fill(&entry.policy, except: Set(reader.object.names))
    }
}
