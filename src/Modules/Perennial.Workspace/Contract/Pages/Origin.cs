using Microsoft.AspNetCore.Http;

namespace Perennial.Workspace.Contract.Pages;

/// <summary>Where a form was sent from: beside the token of the form, what the browser says of it.</summary>
internal static class Origin
{
    /// <summary>Whether that is a page of ours.</summary>
    public static bool IsOurs(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return true;
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site is not "same-origin" and not "none")
        {
            return false;
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && IsHere(from, request));
    }

    /// <summary>The page's path with its query, without what the shop is mounted under; null where the browser says none of ours.</summary>
    public static string? PageOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var from) && IsHere(from, request) &&
        PathString.FromUriComponent(from).StartsWithSegments(request.PathBase, StringComparison.OrdinalIgnoreCase, out var path) && path.HasValue
            ? path + from.Query
            : null;

    private static bool IsHere(Uri from, HttpRequest request) =>
        string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
