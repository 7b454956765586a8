using Microsoft.AspNetCore.Mvc;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Staff;

/// <summary>Ends the session at hand.</summary>
[OpenPage]
internal sealed class SignOut(StaffSessions sessions, AccessLog log) : StaffPage
{
    public IActionResult OnGet() => LocalRedirect("~" + PageGate.SignInPath);

    public async Task<IActionResult> OnPostAsync()
    {
        await sessions.EndAsync(HttpContext);
        if (HttpContext.Features.Get<StaffMember>() is { } member)
        {
            await log.AddAsync(HttpContext, AccessKind.Out, member.Id);
        }

        // What the browser kept of pages goes with her.
        Response.Headers["Clear-Site-Data"] = "\"cache\"";
        return LocalRedirect("~" + PageGate.SignInPath);
    }
}
