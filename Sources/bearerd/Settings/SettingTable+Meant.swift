extension SettingTable {
    /// The setting that somebody may have meant with a name that is none; `nil` where it looks like another program's.
    ///
    /// Letter case, hyphens and underscores do not count; nor does one wrong letter, or two of a longer name; nor does
    /// an end that is missing, or one too many, behind two words.
    static func meant(by name: String) -> (any SettingRow)? {
        guard name.utf8.count <= 64 else { return nil }
        let words = words(of: name)
        let letters = Array(words.joined().utf8)
        let nearest = zip(rows, lettersOfRows).map { (row: $0, distance: distance(from: $1, to: letters)) }
            .filter { $0.distance <= ($0.row.name.utf8.count < 8 ? 1 : 2) }
            .min { $0.distance < $1.distance }
        if let nearest { return nearest.row }
        let longest = rows.map { (row: $0, length: commonBeginning(of: $0.name, and: words)) }
            .max { $0.length < $1.length }
        return longest.flatMap { $0.length > 0 ? $0.row : nil }
    }

    /// What counts of the names of ``rows``: every variable of the environment is compared with them, at each reload.
    private static let lettersOfRows = rows.map { Array(words(of: $0.name).joined().utf8) }

    /// Names with no more than two letters too many or too few are compared, others are far.
    private static func distance(from own: [UInt8], to letters: [UInt8]) -> Int {
        guard abs(own.count - letters.count) <= 2 else { return .max }
        return editDistance(own, letters)
    }

    /// The length of the shorter name, if the other one begins with it and it has two words.
    private static func commonBeginning(of setting: String, and words: [String]) -> Int {
        let name = words.joined(separator: "_")
        guard words.count > 1, setting.contains("_") else { return 0 }
        return setting.hasPrefix(name) || name.hasPrefix(setting) ? min(setting.utf8.count, name.utf8.count) : 0
    }

    private static func words(of name: String) -> [String] {
        name.uppercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    /// Letters that are missing, too many, wrong, or swapped with their neighbour (Damerau and Levenshtein).
    private static func editDistance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...other.count)
        for (row, letter) in one.enumerated() {
            var current = [row + 1]
            for (column, otherLetter) in other.enumerated() {
                var least = min(
                    last[column + 1] + 1,
                    current[column] + 1,
                    last[column] + (letter == otherLetter ? 0 : 1)
                )
                if row > 0, column > 0, letter == other[column - 1], one[row - 1] == otherLetter {
                    least = min(least, beforeLast[column - 1] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[other.count]
    }
}
