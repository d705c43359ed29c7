"""What counts as a MAC, and that counts are per image; FLOPs are a setting (:mod:`cnnstat.analysis.setting`)."""

MAC = "1 MAC = one multiply-accumulate of a conv or linear layer, biases not counted"
PER_IMAGE = "all counts for one image"
