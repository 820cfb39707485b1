import DreyModel
import Glibc

/// What went wrong on a file system, and what to do about it.
enum StorageError {
  static func failure(_ operation: String, _ path: String, _ code: Int32) -> Failure {
    Failure(
      .infrastructure, "cannot \(operation) '\(path)': \(String(cString: strerror(code)))", advice: advice(code),
      isPermanent: [EROFS, EACCES, EPERM, ENOTDIR].contains(code))
  }

  private static func advice(_ code: Int32) -> String? {
    let folder = "\(OptionKey.checkpointFolder.rawValue) or \(OptionKey.savepointFolder.rawValue)"
    return switch code {
    case ENOSPC, EDQUOT:
      "Make room there, or keep fewer checkpoints (\(OptionKey.checkpointsRetained.rawValue))."
    case EROFS: "Mount it so that it can be written to, or set \(folder) to another folder."
    case EACCES, EPERM: "Let the user with the id \(geteuid()) write there, or set \(folder) to another folder."
    case ENOENT, ENOTDIR: "Check that the volume is mounted, and \(folder)."
    default: nil
    }
  }
}
