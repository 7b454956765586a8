using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Shell;

namespace Perennial.Workspace.Pages;

/// <summary>
/// A refusal as a page: what it is, what to do, and a way on. Made of text alone, so that it stands when the database does not; while that
/// is away the page asks again by itself.
/// </summary>
internal sealed class ProblemPage : IProblemPage
{
    private const int RetrySeconds = 5;

    // What is said of it to programs helps nobody who reads a page.
    private const string UnknownPath = "route.unknown";

    public async Task WriteAsync(HttpContext http, Refusal refusal, string words)
    {
        var body = Encoding.UTF8.GetBytes(Page(http, refusal, words).ToString());
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    private static Html Page(HttpContext http, Refusal refusal, string words)
    {
        var (book, at) = (WorkspaceModule.Words, http.Request.PathBase.Value ?? "");
        var (status, isRead) = (Problems.Status(refusal.Kind), HttpMethods.IsGet(http.Request.Method));
        var theme = http.Request.Cookies[ReaderCookies.Theme] is "dark" ? "dark" : "light";
        var isChosen = http.Request.Cookies[ReaderCookies.Theme] is "light" or "dark";
        var title = book["problem.title." + KindOf(refusal.Kind)];
        var passes = refusal.Kind is RefusalKind.Unavailable or RefusalKind.TooMany or RefusalKind.Full;
        return Html.Of(
            $"""
            <!DOCTYPE html>
            <html lang="{Language.Current.Code}" data-bs-theme="{theme}"{(isChosen ? Html.Trusted(" data-theme-chosen=\"yes\"") : Html.None)}>
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
            {(isRead && refusal.Kind == RefusalKind.Unavailable ? Html.Of($"<meta http-equiv=\"refresh\" content=\"{RetrySeconds}\">") : Html.None)}
            <title>{title}</title>
            <script src="{at + UiAssets.Path(UiAssets.Theme)}"></script>
            <link rel="stylesheet" href="{at + UiAssets.Path(UiAssets.Tabler)}"><link rel="stylesheet" href="{at + UiAssets.Path(UiAssets.HouseLook)}"></head>
            <body class="bare"><main id="content" class="bare-card">
            <h1>{title}</h1><p class="lead">{(refusal.Code == UnknownPath ? book["problem.missing"] : words)}</p>
            {(passes && !isRead ? Html.Of($"<p>{book["problem.form"]}</p>") : Html.None)}
            {(refusal.Kind == RefusalKind.Unavailable && isRead ? Html.Of($"<p class=\"quiet\">{book["problem.tries"]}</p>") : Html.None)}
            {(passes && isRead
                ? Html.Of($"<p><a class=\"btn btn-primary w-100\" href=\"{at + http.Request.Path + http.Request.QueryString}\">{book["problem.retry"]}</a></p>")
                : Html.Of($"<p><a class=\"btn btn-primary w-100\" href=\"{at + "/"}\">{book["problem.home"]}</a></p>"))}
            <p class="quiet">{book["problem.trace", ("code", refusal.Code), ("trace", http.TraceIdentifier),
                ("status", status.ToString(CultureInfo.InvariantCulture))]}</p>
            </main></body></html>
            """);
    }

    private static string KindOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Unauthorized or RefusalKind.Forbidden => "forbidden",
        RefusalKind.Missing => "missing",
        RefusalKind.TooMany => "wait",
        RefusalKind.Unavailable => "away",
        RefusalKind.Full => "full",
        RefusalKind.Failed => "failed",
        _ => "refused",
    };
}
