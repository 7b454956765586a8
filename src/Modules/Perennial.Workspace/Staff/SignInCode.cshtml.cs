using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Perennial.Kernel;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Keys;

namespace Perennial.Workspace.Staff;

/// <summary>The second step of signing in: the code of an authenticator, or one of those for the day it is lost.</summary>
[OpenPage]
internal sealed class SignInCode(Entrance entrance, FailedCalls failed) : StaffPage
{
    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public bool Recovery { get; set; }

    [FromQuery(Name = "next")]
    public string? Next { get; set; }

    /// <summary>The same page for the other kind of code.</summary>
    public string Other => Url.Content("~" + PageGate.CodePath) + QueryString.Create(
        [new KeyValuePair<string, string?>("next", Next ?? "/"), new KeyValuePair<string, string?>("recovery", Recovery ? "false" : "true")]);

    public async Task<IActionResult> OnGetAsync(bool recovery)
    {
        Recovery = recovery;
        return await entrance.WaitingAsync(HttpContext) is null ? LocalRedirect("~" + PageGate.SignInPath) : Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var address = HttpContext.Connection.RemoteIpAddress;
        if (failed.IsOver(address, out _))
        {
            return Show(new Refusal(RefusalKind.TooMany, "request.too_many"));
        }

        if (await entrance.WaitingAsync(HttpContext) is null)
        {
            return Done(PageGate.SignInPath, WorkspaceModule.Words["signin.again"]);
        }

        if (await entrance.ByCodeAsync(HttpContext, Code, Recovery) == EntryOutcome.In)
        {
            return LocalRedirect(SafeNext.Of(Url, Next));
        }

        failed.Count(address, "signin.code_wrong", PageGate.CodePath);
        ModelState.Remove(nameof(Code));
        return Show(new Refusal(RefusalKind.Invalid, "signin.code_wrong"));
    }
}
