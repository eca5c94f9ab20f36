# A debootstrap suite script: verifies and unpacks, configures nothing.
# An algorithm needs no package manager, no init and no perl beside it; leaving them out makes the image a third of the size,
# and leaving out the maintainer scripts takes the build from about two minutes to twelve seconds.
mirror_style release
download_style apt
finddebs_style from-indices
variants -

work_out_debs () {
	required="base-files libc6 libc-bin dash coreutils tzdata"
	required="$required python3 python3-numpy python3-pandas python3-sklearn python3-onnx python3-onnxruntime"
	# Named because debootstrap follows no virtual package.
	required="$required libblas3 liblapack3 libre2-11"
	base=""
	# Wanted by tools of onnxruntime and numpy that training and inference never load; oneDNN alone is 43 MB.
	EXCLUDE_DEPENDENCY="$EXCLUDE_DEPENDENCY python3-sympy python3-coloredlogs python3-numpy-dev libdnnl3.6 debconf dpkg procps"
}

first_stage_install () {
	extract $required
}

second_stage_install () {
	:
}
