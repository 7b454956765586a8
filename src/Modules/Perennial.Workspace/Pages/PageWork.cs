using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Perennial.Kernel;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Pages;

/// <summary>What the pages of this module do alike: run a use case of the interface, and write addresses and times.</summary>
internal static partial class PageWork
{
    private const int MatchMilliseconds = 1000;

    /// <summary>Runs a use case that it shares with the interface; for the audit, what was sent is what a program would have sent.</summary>
    public static Task<Result<T>> WriteAsync<TBody, T>(
        this StaffPage page, TBody body, JsonTypeInfo<TBody> type, Func<WriteCall<TBody>, Task<Result<T>>> work)
        where TBody : notnull
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        return page.Call.Db.TryWriteAsync(unit => work(new WriteCall<TBody>(page.Call, body, bytes, unit)), page.Call.Cancellation);
    }

    /// <summary>Runs a use case that is told nothing.</summary>
    public static Task<Result<T>> WriteAsync<T>(this StaffPage page, Func<WriteCall<NoBody>, Task<Result<T>>> work) =>
        page.Call.Db.TryWriteAsync(unit => work(new WriteCall<NoBody>(page.Call, new NoBody(), [], unit)), page.Call.Cancellation);

    /// <summary>The same refusal about the fields that a form has: <c>scopes[2]</c> is told at <c>scopes</c>, once.</summary>
    public static Refusal OnFields(this Refusal refusal) =>
        refusal with { Fields = [.. refusal.Fields.Select(f => f with { Field = Place().Replace(f.Field, "") }).Distinct()] };

    /// <summary>The address of the page at hand, with these choices in it; what is null is left out.</summary>
    public static string Here(this StaffPage page, params ReadOnlySpan<(string Name, string? Value)> choices)
    {
        var query = default(QueryString);
        foreach (var (name, value) in choices)
        {
            query = value is null ? query : query.Add(name, value);
        }

        return page.Request.PathBase + page.Request.Path + query;
    }

    /// <summary>Writes times as the reader does, by the shop's clock.</summary>
    public static ShopTime Times(this StaffPage page) =>
        new(page.Call.Get<IShopSettings>().Latest?.Zone ?? NodaTime.DateTimeZone.Utc, page.Call.Now);

    /// <summary>A text of several lines as a list; null where there is nothing in it.</summary>
    public static IReadOnlyList<string>? Lines(string? text) =>
        text?.Split(['\n', '\r', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } lines ? lines : null;

    [GeneratedRegex(@"\[\d+\]", RegexOptions.None, MatchMilliseconds)]
    private static partial Regex Place();
}
