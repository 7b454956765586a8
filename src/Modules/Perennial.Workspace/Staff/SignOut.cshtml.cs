using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Staff;

/// <summary>Ends the session at hand.</summary>
[OpenPage]
internal sealed class SignOut(SignInManager<StaffRow> signIn) : StaffPage
{
    public IActionResult OnGet() => LocalRedirect("~" + PageGate.SignInPath);

    public async Task<IActionResult> OnPostAsync()
    {
        await signIn.SignOutAsync();
        return LocalRedirect("~" + PageGate.SignInPath);
    }
}
