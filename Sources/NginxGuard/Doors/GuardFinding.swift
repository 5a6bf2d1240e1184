/// Something that is wrong with a guard.
package struct GuardFinding: Equatable {
    package let file: String
    package let line: Int
    package let description: String

    package init(file: String = "", line: Int, description: String) {
        self.file = file
        self.line = line
        self.description = description
    }

    init(_ directive: NginxDirective, _ description: String) {
        self.init(file: directive.file, line: directive.line, description: description)
    }
}
