import type SMTPPool from 'nodemailer/lib/smtp-pool';

/** Where mail goes out and as whom. Give `smtpUrl`, or host and what goes with it. */
export interface EmailConfig {
  /** `smtp://user:pass@host:587`, `smtps://…:465`; `?tls=required|opportunistic|none`. */
  smtpUrl?: string;
  host?: string;
  port?: number;
  /** TLS from the first byte, as on port 465. */
  secure?: boolean;
  user?: string;
  pass?: string;
  /** STARTTLS: required with credentials to another machine, else used when offered and its certificate holds. */
  tls?: 'required' | 'opportunistic' | 'none';
  /** `Plumbline <plumbline@example.org>`. */
  from: string;
  /** The address of this server; its host names our messages. */
  publicUrl: string;
  timeouts?: { connectMs?: number; greetingMs?: number; socketMs?: number; totalMs?: number };
  /** For TLS to a private authority: its certificate. */
  ca?: string;
}

/** What nodemailer is given: a pool that never retries by itself, and time-outs of seconds where its own are minutes. */
export function smtpOptions(config: EmailConfig): SMTPPool.Options & { maxRequeues: number } {
  const server = serverOf(config);
  const tls = config.tls ?? server.tls ?? defaultTls(server);
  return {
    pool: true,
    maxConnections: 5,
    maxMessages: 100,
    maxRequeues: 0,
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'none',
    ...(config.ca === undefined ? {} : { tls: { ca: config.ca } }),
    ...(server.user === undefined ? {} : { auth: { user: server.user, pass: server.pass ?? '' } }),
    connectionTimeout: config.timeouts?.connectMs ?? 10_000,
    greetingTimeout: config.timeouts?.greetingMs ?? 10_000,
    dnsTimeout: config.timeouts?.connectMs ?? 10_000,
    socketTimeout: config.timeouts?.socketMs ?? 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

interface Server {
  host: string;
  port: number;
  secure: boolean;
  user: string | undefined;
  pass: string | undefined;
  tls: EmailConfig['tls'];
}

function serverOf(config: EmailConfig): Server {
  const url = config.smtpUrl === undefined ? null : new URL(config.smtpUrl);
  const secure = config.secure ?? (url === null ? config.port === 465 : url.protocol === 'smtps:');
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? config.host ?? 'localhost';
  const port = url !== null && url.port !== '' ? Number(url.port) : (config.port ?? (secure ? 465 : 587));
  const user = url !== null && url.username !== '' ? decodeURIComponent(url.username) : config.user;
  const pass = url !== null && url.password !== '' ? decodeURIComponent(url.password) : config.pass;
  return { host, port, secure, user, pass, tls: tlsOf(url?.searchParams.get('tls')) };
}

const tlsOf = (text: string | null | undefined): EmailConfig['tls'] =>
  text === 'required' || text === 'opportunistic' || text === 'none' ? text : undefined;

function defaultTls({ host, user }: Server): 'required' | 'opportunistic' {
  const isLocal = host === 'localhost' || host.startsWith('127.') || host === '::1';
  return user !== undefined && !isLocal ? 'required' : 'opportunistic';
}
