using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Perennial.Kernel.Words;
using Perennial.Ui.Shell;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Pages;

/// <summary>Keeps the language that a reader chose in her browser, and leads back to what she read.</summary>
[OpenPage]
internal sealed class ChooseLanguage : StaffPage
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public IActionResult OnGet() => LocalRedirect("~/");

    /// <param name="code">Code of a language; another one changes nothing.</param>
    /// <param name="next">The path that was read, without that of the server; anything but a path of ours leads to the first page.</param>
    public IActionResult OnPost(string? code, string? next)
    {
        if (Language.All.Any(l => l.Code == code))
        {
            Response.Cookies.Append(ReaderCookies.Language, code!, new CookieOptions
            {
                Path = Request.PathBase.HasValue ? Request.PathBase.Value : "/", SameSite = SameSiteMode.Lax, Secure = Request.IsHttps,
                HttpOnly = true, MaxAge = Kept, IsEssential = true,
            });
        }

        var path = "~" + next;
        return LocalRedirect(next is ['/', ..] && Url.IsLocalUrl(path) ? path : "~/");
    }
}
