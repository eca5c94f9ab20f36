#!/bin/sh
# Makes the root file system of the algorithm base image: build-rootfs.sh TARGET MIRROR KEYRING
# Runs as root, on a Debian host or in the first stage of the Dockerfile beside it. Every package is verified
# against the archive's signed Release file (debootstrap with the keyring).
set -eu
target=$1 mirror=$2 keyring=$3
here=$(cd "$(dirname "$0")" && pwd)

debootstrap --foreign --variant=- --force-check-gpg --keyring="$keyring" trixie "$target" "$mirror" "$here/suite.sh"

cd "$target"
mkdir -p usr/share/atoll
ls var/cache/apt/archives | sed -n 's/%3a/:/; s/_[^_]*\.deb$//p' | sort > usr/share/atoll/packages.txt
rm -rf debootstrap var/cache/apt var/lib/apt etc/apt

# What only people or other programs read. Licences (copyright files) stay.
rm -rf usr/share/man usr/share/info usr/share/locale usr/share/lintian usr/share/bug usr/share/zoneinfo/right
find usr/share/doc -type f ! -name copyright -delete
find usr/share/doc -type d -empty -delete
rm -rf usr/lib/*/gconv usr/lib/*/libonnxruntime_providers_dnnl.so usr/lib/python3.13/test usr/lib/*.a
# numpy imports parts of its own tests.
find usr/lib/python3 -type d -name tests ! -path '*/numpy/*' -prune -exec rm -rf {} +

# What the maintainer scripts would have done.
for library in blas lapack; do
	for path in usr/lib/*/$library/lib$library.so.3; do
		ln -sf "$library/lib$library.so.3" "${path%/*/*}/lib$library.so.3"
	done
done
printf 'root:x:0:0:root:/nonexistent:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n' > etc/passwd
printf 'root:x:0:\nnogroup:x:65534:\n' > etc/group
ln -sf /usr/share/zoneinfo/Etc/UTC etc/localtime
ldconfig -r .

# Mount points, for the root is read-only when it runs.
mkdir -p atoll/inputs atoll/outputs atoll/scratch

# Byte code now, or each run would compile 1,200 modules: importing scikit-learn takes 0.3 s with it, 1.3 s without.
# Hash-based, so that it stays valid whatever the files' times are.
compile () { chroot . python3 -m compileall -q --invalidation-mode unchecked-hash "$@" > /dev/null; }
heavy='/(scipy|sklearn|pandas)$'
# shellcheck disable=SC2046 # names of Python packages hold no blanks
compile $(ls -d usr/lib/python3/dist-packages/* | grep -E "$heavy") & first=$!
# shellcheck disable=SC2046
compile usr/lib/python3.13 $(ls -d usr/lib/python3/dist-packages/* | grep -Ev "$heavy") & second=$!
wait $first
wait $second

# An image whose libraries do not load is not finished. (onnxruntime wants /proc, which a plain chroot lacks.)
chroot . python3 -B -c 'import numpy, pandas, sklearn.linear_model, sklearn.metrics, onnx.helper, onnx.checker'
