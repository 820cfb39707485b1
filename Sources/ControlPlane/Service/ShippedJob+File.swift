public import DreyModel
import FoundationEssentials

extension ShippedJob {
  /// Reads and checks the job that the client of a job cluster put into a file.
  /// - Throws: ``Failure`` of the domain `usage` where it cannot be read, `user` where the job in it is invalid.
  public init(file path: String) throws(Failure) {
    do {
      self = try JSONDecoder().decode(ShippedJob.self, from: Data(contentsOf: URL(filePath: path)))
    } catch {
      throw Failure(
        .usage, "no job in '\(path)': \(error)",
        advice: "\(OptionKey.jobGraphPath.rawValue) names the file that the client of a job cluster puts there.")
    }
    try submission.validate()
  }
}
