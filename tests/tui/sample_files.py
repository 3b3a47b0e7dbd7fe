"""The files of the sample world: profiles of every kind, broken ones among them."""

from __future__ import annotations

from swtui.settings import AccountSettings

CONFIG = """\
[default]
region = eu-west-1

[profile base]
region = eu-west-1

[profile jump]
role_arn = arn:aws:iam::123456789012:role/OrgJump
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/jo
region = eu-west-1

[profile payments-prod]
role_arn = arn:aws:iam::111122223333:role/team/Admin
source_profile = jump
external_id = 7f3a-unique
region = eu-west-1

[profile payments-prod-ro]
role_arn = arn:aws:iam::111122223333:role/ReadOnly
source_profile = jump
region = eu-west-1

[profile payments-dev]
role_arn = arn:aws:iam::111122224444:role/Developer
source_profile = base
region = eu-west-1

[profile search-prod]
role_arn = arn:aws:iam::222233334444:role/Admin
source_profile = jump
region = eu-west-1

[profile search-prod-billing]
role_arn = arn:aws:iam::222233334444:role/AdminBilling
source_profile = jump
region = us-east-1

[profile search-dev]
role_arn = arn:aws:iam::222233335555:role/Developer
source_profile = base
duration_seconds = 14400
region = eu-west-1

[profile data-lake]
role_arn = arn:aws:iam::444455556666:role/Analyst
source_profile = base
region = eu-central-1

[profile data-lake-prod]
role_arn = arn:aws:iam::444455557777:role/Analyst
source_profile = jump
region = eu-central-1

[profile legacy-a]
role_arn = arn:aws:iam::333344445555:role/Admin
source_profile = legacy-b

[profile legacy-b]
role_arn = arn:aws:iam::333344445555:role/Admin
source_profile = legacy-a

[profile audit]
sso_session = acme
sso_account_id = 555566667777
sso_role_name = SecurityAudit
region = eu-west-1

[profile sandbox]
sso_session = acme
sso_account_id = 666677778888
sso_role_name = PowerUser
region = eu-north-1

[sso-session acme]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1

[profile vendor]
credential_process = /usr/local/bin/vendor-credentials
region = us-east-1

[profile ci-runner]
role_arn = arn:aws:iam::777788889999:role/DeployPipeline
credential_source = Ec2InstanceMetadata
region = eu-west-1
"""

CREDENTIALS = """\
[base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = canary-secret-access-key
"""

ACCOUNTS = {
    "111122223333": AccountSettings(name="Payments"),
    "222233334444": AccountSettings(name="Search"),
    "444455557777": AccountSettings(name="Data lake"),
    "123456789012": AccountSettings(name="acme-identity"),
}
