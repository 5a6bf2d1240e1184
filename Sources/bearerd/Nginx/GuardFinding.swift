/// Something that is wrong with a guard.
struct GuardFinding: Equatable {
    let file: String
    let line: Int
    let description: String

    init(file: String = "", line: Int, description: String) {
        self.file = file
        self.line = line
        self.description = description
    }

    init(_ directive: NginxDirective, _ description: String) {
        self.init(file: directive.file, line: directive.line, description: description)
    }
}
