"""How long `retold --help` takes, start to end, over several runs."""

import statistics
import subprocess
import sys
import time

times = []
for _ in range(15):
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "crawler", "--help"], check=True, stdout=subprocess.DEVNULL)
    times.append(time.perf_counter() - began)
print(f"retold --help: median {statistics.median(times):.2f} s, best {min(times):.2f} s, worst {max(times):.2f} s")
