# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Turns a document's shell lines into ones for this machine: environment
# variables in place of the paths, the major and the target that it shows.
s#\$K/build/llvm-22#$BUILD#g
s#build/llvm-22#$BUILD#g
s#^K=.*#K=$SRC#
s#^clang-22 --config#$CLANG --config#
s#^clang-22#$CLANG -fplugin-arg-kpkeys-target=$TARGET#
s#/opt/kpkeys#$PREFIX#g
s#kpkeys-pku\.cfg#kpkeys-$TARGET.cfg#g
s#kpkeys-22/#kpkeys-$MAJOR/#g
s#KpkeysClang-22#KpkeysClang-$MAJOR#g
s#^opt-22#$OPT#
s#KpkeysPasses-22#KpkeysPasses-$MAJOR#g
