import DreyCLI
import Glibc

exit(await DreyCLI.run(arguments: Array(CommandLine.arguments.dropFirst())))
