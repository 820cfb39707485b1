import ChildProcess
import DreyModel
import FoundationEssentials

/// A SQL script, run by ``StatementProgram``.
struct SQLProgram: ScriptProgram {
  let mainClass = StatementProgram.compiler
  private let name: String
  private let statements: [SQLStatement]
  private let member: MemberContext

  /// - Throws: ``Failure`` of the domain `usage` where there is nothing to run, or arguments that nobody takes.
  init(_ path: String, _ member: MemberContext) throws(Failure) {
    name = path.split(separator: "/").last.map(String.init) ?? path
    self.member = member
    guard let content = FileManager.default.contents(atPath: path) else {
      throw Failure(.usage, "\(name) cannot be read")
    }
    statements = try SQLScript.statements(of: try Self.text(Array(content), of: name))
    guard !statements.isEmpty else {
      throw Failure(.usage, "\(name) holds no statement", advice: "Statements end with semicolons.")
    }
    guard member.line.applicationArguments.isEmpty else {
      throw Failure(.usage, "a SQL script takes no arguments", advice: "SET in the script what is to differ.")
    }
  }

  /// Editors of Windows mark a text's encoding by its first bytes.
  /// - Throws: ``Failure`` of the domain `usage` if it is not UTF-8.
  static func text(_ bytes: [UInt8], of name: String) throws(Failure) -> String {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw Failure(.usage, "\(name) is UTF-16", advice: "Save it as UTF-8.")
    }
    let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    guard let text = String(validating: bytes.dropFirst(isMarked ? 3 : 0), as: UTF8.self) else {
      throw Failure(.usage, "\(name) is not UTF-8", advice: "Save it as UTF-8.")
    }
    return text
  }

  func check() async throws(Failure) {}

  func mainArguments() throws(Failure) -> [String] {
    let awaits = try member.line.options.flag(.executionAttached)
    return [
      try member.folder.write(StatementProgram.source, as: "\(StatementProgram.className).java"),
      StatementProgram.className, member.folder.configuration,
      try member.folder.write(StatementProgram.encoded(statements), as: "statements"), "\(awaits)",
    ]
  }

  func failure(_ end: Termination, _ machine: JavaMachine, lastOutput: String?) -> Failure {
    guard let error = machine.lastError, error.logger == StatementProgram.logger, let number = Int(error.message),
      statements.indices.contains(number)
    else { return JVMDeath.failure("SQL client", end, lastLines: machine.lastLines, lastError: machine.lastError) }
    let statement = statements[number]
    return Self.failure("\(name), line \(statement.line), \(statement.summary)", of: error)
  }
}
