using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Perennial.Kernel;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Keys;

namespace Perennial.Workspace.Staff;

/// <summary>Signs somebody of the shop in by her password. Whether an address is known shows neither in words nor in time.</summary>
[OpenPage]
internal sealed class SignIn(SignInManager<StaffRow> signIn, UserManager<StaffRow> people, FailedCalls failed) : StaffPage
{
    // What an unknown address is checked against, so that it takes as long as a known one.
    private static readonly StaffRow Nobody = new() { PasswordHash = new PasswordHasher<StaffRow>(
        Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = StaffServices.HashRounds })).HashPassword(new(), "-") };

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [FromQuery(Name = "next")]
    public string? Next { get; set; }

    public async Task<IActionResult> OnGetAsync() =>
        HttpContext.Features.Get<StaffMember>() is not null ? LocalRedirect("~/")
        : await Get<IShopSettings>().FindAsync(Db, Cancellation) is null ? LocalRedirect("~" + PageGate.StartPath)
        : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        var address = HttpContext.Connection.RemoteIpAddress;
        if (failed.IsOver(address, out _))
        {
            return Show(new Refusal(RefusalKind.TooMany, "request.too_many"));
        }

        var person = await people.FindByEmailAsync(Email?.Trim() ?? "");
        if (person is not { IsActive: true })
        {
            await people.CheckPasswordAsync(Nobody, Password ?? "");
            failed.Count(address, "signin.unknown", PageGate.SignInPath);
            return Wrong();
        }

        var outcome = await signIn.PasswordSignInAsync(person, Password ?? "", isPersistent: true, lockoutOnFailure: true);
        if (!outcome.Succeeded)
        {
            failed.Count(address, "signin.refused", PageGate.SignInPath);
            return Wrong();
        }

        return LocalRedirect(Next is { } next && Url.IsLocalUrl(next) ? next : "~/");
    }

    private IActionResult Wrong() => Show(new Refusal(RefusalKind.Invalid, "signin.wrong"));
}
