public import ChildProcess
public import DreyModel

/// What came of a `drey` command.
public struct DreyRun: Sendable {
  /// nil where a signal ended it, or its exit code is none of drey's.
  public var exitCode: ExitCode?
  public var termination: Termination
  /// Everything on standard output.
  public var output: [UInt8]
  /// The last lines on standard error, oldest first.
  public var messages: [String]

  init(termination: Termination, output: [UInt8], messages: [String]) {
    self.termination = termination
    self.output = output
    self.messages = messages
    if case .exited(let code) = termination { exitCode = ExitCode(rawValue: code) }
  }

  /// The lines on standard output, without their newlines.
  public var records: [String] {
    output.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }
}
