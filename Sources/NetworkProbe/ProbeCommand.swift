import DreyModel
import FoundationEssentials
import Glibc

/// The verb `probe` of the services' executables: `probe HOST:PORT...`.
public enum ProbeCommand {
  /// Runs it where the arguments ask for it.
  ///
  /// Prints a ``DreyModel/ProbeResult`` as JSON per line on standard output, in the order of the arguments.
  /// - Parameter arguments: without the program's own name.
  /// - Returns: the exit code; nil where the verb is another one.
  public static func run(_ arguments: [String]) async -> Int32? {
    guard arguments.first == ContainerContract.Verb.probe.rawValue else { return nil }
    do throws(Failure) {
      var addresses: [ProbeAddress] = []
      for argument in arguments.dropFirst() { addresses.append(try ProbeAddress(parsing: argument)) }
      for result in await NetworkProbe.run(addresses) { try write(result) }
      return ExitCode.finished.rawValue
    } catch {
      let message = Array("\(error)\n".utf8)
      _ = Glibc.write(STDERR_FILENO, message, message.count)
      return ExitCode(error.domain).rawValue
    }
  }

  private static func write(_ result: ProbeResult) throws(Failure) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do { print(String(decoding: try encoder.encode(result), as: UTF8.self)) } catch {
      throw Failure(error, domain: .infrastructure)
    }
  }
}
