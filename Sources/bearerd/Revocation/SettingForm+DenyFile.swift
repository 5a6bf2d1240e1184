extension SettingForm where Value == DenyFile {
    /// A file that is a deny-list.
    static var denyFile: Self {
        Self("path", "a readable file, each line of which is an entry of a deny-list", namesFile: true) {
            path throws(Reason) in
            do throws(DenyFile.Mistake) { return try DenyFile(path) } catch { throw Reason(error.description) }
        }
    }
}
