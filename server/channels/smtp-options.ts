import type SMTPPool from 'nodemailer/lib/smtp-pool';

/** Where mail goes out and as whom. Give `smtpUrl`, or host and what goes with it. */
export interface EmailConfig {
  /** `smtp://user:password@host:587`, `smtps://…:465`. */
  smtpUrl?: string;
  host?: string;
  port?: number;
  /** TLS from the first byte, as on port 465. */
  secure?: boolean;
  user?: string;
  password?: string;
  /** STARTTLS where `secure` is false: `optional` uses it when offered, and insists before a password leaves this machine. */
  startTls?: 'required' | 'optional' | 'off';
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
  const startTls = config.startTls ?? 'optional';
  return {
    pool: true,
    maxConnections: 5,
    maxMessages: 100,
    maxRequeues: 0,
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: startTls === 'required' || (startTls === 'optional' && tellsPassword(server)),
    ignoreTLS: startTls === 'off',
    ...(config.ca === undefined ? {} : { tls: { ca: config.ca } }),
    ...(server.user === undefined ? {} : { auth: { user: server.user, pass: server.password ?? '' } }),
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
  password: string | undefined;
}

function serverOf(config: EmailConfig): Server {
  const url = config.smtpUrl === undefined ? null : new URL(config.smtpUrl);
  const secure = config.secure ?? (url === null ? config.port === 465 : url.protocol === 'smtps:');
  const host = url?.hostname.replace(/^\[|\]$/g, '') ?? config.host ?? 'localhost';
  const port = url !== null && url.port !== '' ? Number(url.port) : (config.port ?? (secure ? 465 : 587));
  const user = url !== null && url.username !== '' ? decodeURIComponent(url.username) : config.user;
  const password = url !== null && url.password !== '' ? decodeURIComponent(url.password) : config.password;
  return { host, port, secure, user, password };
}

function tellsPassword({ host, user }: Server): boolean {
  const isLocal = host === 'localhost' || host.startsWith('127.') || host === '::1';
  return user !== undefined && !isLocal;
}
