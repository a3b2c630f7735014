"""``python -m bench``"""

import signal
import sys

from bench.run import main

# Whoever ends it gets what it has in memory back, as with Ctrl-C.
signal.signal(signal.SIGTERM, signal.default_int_handler)
sys.exit(main())
