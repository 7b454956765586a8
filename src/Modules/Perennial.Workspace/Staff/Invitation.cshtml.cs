using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Keys;

namespace Perennial.Workspace.Staff;

/// <summary>Somebody who was invited chooses her password, and is in.</summary>
[OpenPage]
internal sealed class Invitation(Entrance entrance, IPasswordHasher<StaffRow> hasher, FailedCalls failed) : StaffPage
{
    [BindProperty]
    public string? Token { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        var chosen = await PasswordChoice.ByLinkAsync(this, LinkPurpose.Invitation, Token, Password, hasher, failed);
        if (!chosen.TryGet(out var person, out var refusal))
        {
            return Show(refusal);
        }

        await entrance.ByPasskeyAsync(HttpContext, person);
        return Done("/welcome", WorkspaceModule.Words["invitation.done", ("shop", Get<IShopSettings>().Latest?.Name)]);
    }
}
