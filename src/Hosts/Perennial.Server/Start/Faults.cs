using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using SQLitePCL;

namespace Perennial.Server.Start;

/// <summary>What went wrong behind a request, as an answer: a full disk and a database that is away are told from our own defects.</summary>
internal static partial class Faults
{
    private const string DiskFull = "53100";

    public static async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (BadHttpRequestException e)
        {
            await Refuse(http, e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? new Refusal(RefusalKind.TooLarge, "request.too_large")
                : new Refusal(RefusalKind.Malformed, "request.malformed"));
        }
        catch (Exception e)
        {
            var (refusal, retry) = Told(e);
            Failed(http.RequestServices.GetRequiredService<ILogger<Program>>(), refusal.Code, http.TraceIdentifier, e.GetType().Name,
                refusal.Code == "server.failed" ? e.StackTrace : null);
            if (retry)
            {
                http.Response.Headers.RetryAfter = "2";
            }

            await Refuse(http, refusal);
        }
    }

    private static (Refusal Refusal, bool Retry) Told(Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } or PostgresException { SqlState: DiskFull } =>
            (new Refusal(RefusalKind.Full, "server.disk_full"), true),
        SqliteException { SqliteErrorCode: raw.SQLITE_IOERR or raw.SQLITE_BUSY or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY } =>
            (new Refusal(RefusalKind.Unavailable, "server.database_away"), true),
        NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: SocketException or IOException or TimeoutException } or
            PostgresException { SqlState: ['5', '7' or '3', ..] } or TimeoutException =>
            (new Refusal(RefusalKind.Unavailable, "server.database_away"), true),
        _ => (new Refusal(RefusalKind.Failed, "server.failed"), false),
    };

    private static Task Refuse(HttpContext http, Refusal refusal) =>
        http.RequestServices.GetRequiredService<Problems>().WriteAsync(http, refusal);

    // The kind of the error and where it was thrown, never what it says: that may quote what was sent.
    [LoggerMessage(EventName = "request.failed", Level = LogLevel.Error, Message = "request.failed {Code} {Trace} {Kind} {Where}")]
    private static partial void Failed(ILogger log, string code, string trace, string kind, string? where);
}
