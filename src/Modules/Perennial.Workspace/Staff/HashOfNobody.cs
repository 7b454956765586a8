using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Perennial.Workspace.Staff;

/// <summary>
/// A password hash that no password has, looked at where an address is unknown, so that refusing takes as long as with a wrong password.
/// Made once: making it takes as long as a look.
/// </summary>
internal sealed class HashOfNobody(IOptions<PasswordHasherOptions> options)
{
    private readonly Lazy<string> hash = new(() => new PasswordHasher<StaffRow>(options).HashPassword(new StaffRow(), StaffRow.NewStamp()));

    /// <summary>The hash.</summary>
    public string Value => hash.Value;
}
