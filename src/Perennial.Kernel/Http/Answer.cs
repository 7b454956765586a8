using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Perennial.Kernel.Http;

/// <summary>An answer ready to go out: its status and its JSON, byte by byte.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">UTF-8 JSON; empty for none.</param>
public sealed record Answer(int Status, byte[] Body)
{
    /// <summary>Version of the thing answered with, for <c>ETag</c>; null where it has none.</summary>
    public string? ETag { get; init; }

    /// <summary>
    /// What is kept in its place for whoever repeats the request with the same <c>Idempotency-Key</c>, where it holds a secret
    /// that must not lie in the database; null keeps the answer itself.
    /// </summary>
    public Answer? Repeated { get; init; }

    /// <summary>Whose personal data it holds, so that what is kept of it is erased with that person; null for nobody's.</summary>
    public Guid? Person { get; init; }

    /// <summary>An answer of 200 with a value.</summary>
    public static Answer Of<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Done, and nothing to tell.</summary>
    public static Answer Nothing { get; } = new(StatusCodes.Status204NoContent, []);

    /// <summary>Sends it.</summary>
    public async Task SendAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.Headers.CacheControl = "no-store";
        if (ETag is not null)
        {
            http.Response.Headers.ETag = $"\"{ETag}\"";
        }

        if (Body.Length > 0)
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = Body.Length;
            await http.Response.Body.WriteAsync(Body, http.RequestAborted);
        }
    }
}
