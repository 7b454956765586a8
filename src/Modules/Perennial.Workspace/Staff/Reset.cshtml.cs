using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Keys;

namespace Perennial.Workspace.Staff;

/// <summary>Somebody chooses another password by a link. She signs in with it afterwards: her second factor is not passed by.</summary>
[OpenPage]
internal sealed class Reset(StaffSessions sessions, IPasswordHasher<StaffRow> hasher, FailedCalls failed) : StaffPage
{
    [BindProperty]
    public string? Token { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync()
    {
        var chosen = await PasswordChoice.ByLinkAsync(this, LinkPurpose.Reset, Token, Password, hasher, failed);
        if (!chosen.TryGet(out _, out var refusal))
        {
            return Show(refusal);
        }

        sessions.Forget();
        return Done(PageGate.SignInPath, WorkspaceModule.Words["reset.done"]);
    }
}
