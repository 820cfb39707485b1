import ChildProcess
import DreyModel
import Glibc

/// The verb `rest` of the executables of JobManagers: `rest METHOD TARGET [BODY]` makes one call of the REST API of the
/// JobManager beside it, which nobody outside its container can reach.
public enum RestCommand {
  /// Runs it where the arguments ask for it.
  ///
  /// Prints the status code, an end of line, and the body on standard output, whatever the status is.
  /// - Parameters:
  ///   - arguments: without the program's own name.
  ///   - address: where the JobManager listens.
  /// - Returns: the exit code; nil where the verb is another one.
  public static func run(_ arguments: [String], to address: LoopbackCall.Address) async -> Int32? {
    guard arguments.first == ContainerContract.Verb.rest.rawValue else { return nil }
    do throws(Failure) {
      guard (3...4).contains(arguments.count), arguments[2].hasPrefix("/") else {
        throw Failure(.usage, "the verb 'rest' takes METHOD, TARGET and perhaps BODY")
      }
      let call = LoopbackCall(
        address: address, method: arguments[1], target: arguments[2], body: arguments.count > 3 ? arguments[3] : nil)
      let answer = try await call.make()
      write(Array("\(answer.status)\n".utf8) + answer.body, to: STDOUT_FILENO)
      return ExitCode.finished.rawValue
    } catch {
      write(Array("\(error)\n".utf8), to: STDERR_FILENO)
      return ExitCode(error.domain).rawValue
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
