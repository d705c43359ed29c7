"""What a refusal of a file says where an import in part would go on."""

GOES_ON = "; `cnnstat import --partial` marks it and goes on"
