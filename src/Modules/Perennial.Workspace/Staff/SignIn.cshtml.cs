using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Perennial.Kernel;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Keys;

namespace Perennial.Workspace.Staff;

/// <summary>Signs somebody of the shop in, by password or passkey. Whether an address is known shows neither in words nor in time.</summary>
[OpenPage]
internal sealed class SignIn(Entrance entrance, SignInManager<StaffRow> passkeys, UserManager<StaffRow> people, FailedCalls failed) : StaffPage
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Credential { get; set; }

    [FromQuery(Name = "next")]
    public string? Next { get; set; }

    public bool HasPasskeys => PasskeyPlace.IsOne(HttpContext);

    public async Task<IActionResult> OnGetAsync() =>
        HttpContext.Features.Get<StaffMember>() is not null ? LocalRedirect("~/")
        : await Get<IShopSettings>().FindAsync(Db, Cancellation) is null ? LocalRedirect("~" + PageGate.StartPath)
        : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (IsOver)
        {
            return TooMany();
        }

        switch (await entrance.ByPasswordAsync(HttpContext, Email, Password))
        {
            case EntryOutcome.In:
                return Onward();
            case EntryOutcome.CodeWanted:
                return LocalRedirect("~" + PageGate.CodePath + QueryString.Create("next", Next ?? "/"));
            default:
                return Wrong("signin.wrong");
        }
    }

    /// <summary>What a browser is asked for a passkey by.</summary>
    public async Task<IActionResult> OnPostPasskeyOptionsAsync() => !HasPasskeys ? NotFound()
        : IsOver ? StatusCode(StatusCodes.Status429TooManyRequests)
        : Content(await passkeys.MakePasskeyRequestOptionsAsync(null!), "application/json");

    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        if (IsOver)
        {
            return TooMany();
        }

        if (await PasskeyPlace.CheckedAsync(passkeys, Credential) is not { } shown ||
            await entrance.ByPasskeyAsync(HttpContext, shown.Person) != EntryOutcome.In)
        {
            return Wrong("signin.passkey_failed");
        }

        await people.AddOrUpdatePasskeyAsync(shown.Person, shown.Passkey);
        return Onward();
    }

    private bool IsOver => failed.IsOver(HttpContext.Connection.RemoteIpAddress, out _);

    private IActionResult TooMany() => Show(new Refusal(RefusalKind.TooMany, "request.too_many"));

    private IActionResult Onward() => LocalRedirect(SafeNext.Of(Url, Next));

    private IActionResult Wrong(string code)
    {
        failed.Count(HttpContext.Connection.RemoteIpAddress, code, PageGate.SignInPath);
        return Show(new Refusal(RefusalKind.Invalid, code));
    }
}

/// <summary>Where somebody is led who is in: to what she asked for, if that is of ours.</summary>
internal static class SafeNext
{
    public static string Of(IUrlHelper url, string? next) =>
        next is not null && next.StartsWith('/') && url.IsLocalUrl(next) ? "~" + next : "~/";
}
