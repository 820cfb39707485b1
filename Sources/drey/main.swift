import DreyCLI
import Glibc

exit(await DreyCLI.run())
