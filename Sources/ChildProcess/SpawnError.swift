import Glibc

/// Why a process could not be started.
public enum SpawnError: Error, Sendable, Equatable, CustomStringConvertible {
  /// There is no such file, or none of that name on the search path.
  case executableNotFound(String)
  /// The file lacks the permission to be executed, is a directory, or lies on a `noexec` file system.
  case notExecutable(String)
  /// The file is no program for this machine: another architecture, or not a program at all.
  case notAProgram(String)
  /// The folder to start it in cannot be entered.
  case workingDirectory(String)
  /// The system refused; `errno` of `operation`.
  case system(operation: String, errno: Int32)

  public var description: String {
    switch self {
    case .executableNotFound(let path): "executable '\(path)' not found"
    case .notExecutable(let path): "'\(path)' is not executable; chmod +x may help, unless its file system is noexec"
    case .notAProgram(let path): "'\(path)' is not a program for this machine (other architecture, or no program)"
    case .workingDirectory(let path): "cannot enter the working directory '\(path)'"
    case .system(let operation, let number): "\(operation) failed: \(ErrorText.of(number))"
    }
  }
}

/// Texts of `errno` values.
public enum ErrorText {
  /// What the system calls this `errno` value.
  public static func of(_ number: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let base = buffer.baseAddress, strerror_r(number, base, 256) == 0 else { return "error \(number)" }
      return String(cString: base)
    }
  }
}
